"""The application that an ASGI server runs: pages, API and websockets."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samenspel.config.settings")
http = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402

from samenspel.accounts.middleware import PersonSocketMiddleware  # noqa: E402  # after Django is set up
from samenspel.config.checks import refuse_unsafe_start  # noqa: E402
from samenspel.config.routing import websocket_urlpatterns  # noqa: E402
from samenspel.realtime.middleware import SameOriginValidator  # noqa: E402
from samenspel.tenancy.middleware import MunicipalitySocketMiddleware  # noqa: E402

refuse_unsafe_start()
# Sockets push what everybody may read. Whose they are matters for how many one may open, and for how long.
websocket = PersonSocketMiddleware(URLRouter(websocket_urlpatterns))
application = ProtocolTypeRouter(
    {"http": http, "websocket": SameOriginValidator(MunicipalitySocketMiddleware(websocket))}
)
