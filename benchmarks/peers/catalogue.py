"""All peers, in the order of the tables."""

from . import bento, flow, generated, handwritten, limits, lit, rayserve, seldon
from .interface import Peer

MODULES = (limits, generated, handwritten, bento, lit, seldon, flow, rayserve)
PEERS: dict[str, Peer] = {peer.name: peer for module in MODULES for peer in module.PEERS}
