"""Addresses of the front door."""

from django.urls import path

from samenspel.portal.views import home, search, settings, site, taking_part

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("account/taking-part/", taking_part.taking_part_page, name="taking_part"),
    path("staff/settings/", settings.settings, name="settings"),
    path("theme.css", site.theme, name="theme"),
    path("language/", site.language, name="language"),
    path("portal/qr.svg", site.qr, name="qr"),
    path("robots.txt", site.robots, name="robots"),
    path(".well-known/security.txt", site.security_txt, name="security_txt"),
    path("privacy/", site.page, {"name": "privacy"}, name="privacy"),
    path("terms/", site.page, {"name": "terms"}, name="terms"),
    path("accessibility/", site.page, {"name": "accessibility"}, name="accessibility"),
]
