"""All peers, in the order of the tables."""

from . import generated, handwritten, limits
from .interface import Peer

PEERS: dict[str, Peer] = {peer.name: peer for peer in (*limits.PEERS, *generated.PEERS, *handwritten.PEERS)}
