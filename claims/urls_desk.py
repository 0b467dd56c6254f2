"""Addresses of the desk that are not about one claim, and those of accounts."""

from django.urls import path

from claims.views import accounts, deskpages, document, history, queue, redaction, tasks

DOCUMENT = "desk/documents/<slug:public_id>/"

urlpatterns = [
    path("desk/", queue.queue, name="desk-queue"),
    path("desk/triage/", queue.triage, name="triage"),
    path("desk/documents/", document.documents, name="document-list"),
    path("desk/documents/new/", document.add, name="document-add"),
    path(DOCUMENT, document.document, name="document"),
    path(DOCUMENT + "change/", document.change, name="document-change"),
    path(DOCUMENT + "spot/", document.spot, name="document-spot"),
    path("desk/claims/new/", document.claim_add, name="claim-add"),
    path("desk/tasks/", tasks.tasks, name="desk-tasks"),
    path("desk/jobs/<int:pk>/again/", tasks.try_again, name="job-again"),
    path("desk/history/", history.history, name="desk-history"),
    path("desk/redactions/", redaction.redactions, name="redaction-list"),
    path("desk/redactions/new/", redaction.ask, name="redaction-ask"),
    path("desk/redactions/<int:pk>/", redaction.redaction, name="redaction"),
    path("desk/redactions/<int:pk>/confirm/", redaction.confirm, name="redaction-confirm"),
    path("desk/redactions/<int:pk>/close/", redaction.close, name="redaction-close"),
    path("desk/pages/", deskpages.pages, name="page-list"),
    path("desk/pages/<slug:page>/", deskpages.page, name="page-versions"),
    path("desk/pages/<slug:page>/change/", deskpages.change, name="page-change"),
    path("desk/pages/<slug:page>/<int:old>..<int:new>/", deskpages.difference, name="page-difference"),
    path("accounts/login/", accounts.login, name="login"),
    path("accounts/logout/", accounts.logout, name="logout"),
    path("accounts/invitations/<str:uid>/<str:token>/", accounts.invitation, name="invitation"),
    path("accounts/password/", accounts.recover, name="password_reset"),
    path("accounts/password/sent/", accounts.recover_sent, name="password_reset_done"),
    path("accounts/password/<str:uidb64>/<str:token>/", accounts.recover_set, name="password_reset_confirm"),
    path("accounts/password/set/", accounts.recover_done, name="password_reset_complete"),
]
