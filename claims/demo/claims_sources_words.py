"""Notes that many sources share."""

AFTER_ADDRESS = "Title after its address."
DESCRIBED = "The title is our description: the original title was not seen."
