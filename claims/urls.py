"""All addresses of the house: readers' first, then the desk's."""

from claims import urls_claim, urls_desk, urls_public

urlpatterns = [*urls_public.urlpatterns, *urls_desk.urlpatterns, *urls_claim.urlpatterns]
