"""The application that an ASGI server runs: pages, API and websockets."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samenspel.config.settings")
http = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402  # after Django is set up

from samenspel.config.checks import refuse_unsafe_start  # noqa: E402
from samenspel.config.routing import websocket_urlpatterns  # noqa: E402
from samenspel.realtime.middleware import SameOriginValidator  # noqa: E402
from samenspel.tenancy.middleware import MunicipalitySocketMiddleware  # noqa: E402

refuse_unsafe_start()
# Sockets only push what everybody may read, so they carry a municipality but no person and no session.
application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": SameOriginValidator(MunicipalitySocketMiddleware(URLRouter(websocket_urlpatterns))),
    }
)
