"""Every websocket address of the product."""

from deliberation.routing import websocket_urlpatterns

__all__ = ["websocket_urlpatterns"]
