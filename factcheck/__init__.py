"""The project: wiring only. The product is in claims/."""
