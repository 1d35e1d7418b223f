"""Addresses about people."""

from django.urls import path

from samenspel.accounts.views import account, audit, demo, invitations, letters, people, sign_in

app_name = "accounts"
urlpatterns = [
    path("account/", account.me, name="me"),
    path("account/name/", sign_in.name, name="name"),
    path("account/staff/second-factor/", account.second_factor, name="second_factor"),
    path("account/invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("staff/people/", people.index, name="people"),
    path("staff/people/invite/", people.invite, name="invite"),
    path("staff/people/invitations/<int:pk>/withdraw/", people.withdraw, name="withdraw_invitation"),
    path("staff/people/resets/<int:pk>/", people.decide_reset, name="decide_reset"),
    path("staff/people/<uuid:uid>/", people.person, name="person"),
    path("staff/people/<uuid:uid>/roles/grant/", people.grant, name="grant_role"),
    path("staff/people/<uuid:uid>/roles/end/", people.end_grant, name="end_role"),
    path("staff/people/<uuid:uid>/second-factor/", people.reset_factor, name="reset_factor"),
    path("staff/people/<uuid:uid>/close/", people.end, name="end_person"),
    path("staff/people/<uuid:uid>/reopen/", people.reopen, name="reopen_person"),
    path("account/letter-code/", letters.enter_code, name="letter_code"),
    path("staff/letters/", letters.index, name="letters"),
    path("staff/letters/new/", letters.new, name="new_letters"),
    path("staff/letters/import/", letters.import_codes, name="import_letters"),
    path("staff/letters/<int:pk>/", letters.batch, name="letter_batch"),
    path("staff/letters/<int:pk>/download/", letters.download, name="download_letters"),
    path("staff/letters/<int:pk>/void/", letters.void, name="void_letters"),
    path("staff/audit/", audit.log, name="audit"),
    path("demo/", demo.people, name="demo"),
    path("demo/sign-in/<uuid:uid>/", demo.sign_in, name="demo_sign_in"),
]
