"""Every address of the product."""

from django.urls import URLPattern, URLResolver, include, path

from samenspel.config.health import live, ready

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", live, name="health_live"),
    path("health/ready", ready, name="health_ready"),
    path("account/", include("samenspel.accounts.urls.allauth")),
    path("", include("samenspel.council.urls")),
    path("", include("samenspel.dossier.urls")),
    path("", include("voting.urls")),
    path("", include("deliberation.urls")),
    path("", include("deliberation.urls.consultations")),
    path("", include("deliberation.urls.proposals")),
    path("", include("samenspel.portal.urls")),
    path("", include("samenspel.accounts.urls")),
    path("", include("samenspel.notifications.urls")),
    path("", include("samenspel.moderation.urls")),
]
