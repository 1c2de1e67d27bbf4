"""Clients that subscribe and never read, with the smallest buffers the kernel gives, so that little of what is sent to
them hides there: a small segment size keeps the server's send buffer small as well. Ends with its standard input."""

import base64
import os
import socket
import sys

port, key, count = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
head = "\r\n".join(
    [
        "GET /v1/ws HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Protocol: docugenie.v1",
        f"Authorization: Bearer {key}",
        "",
        "",
    ]
).encode()
text = b'{"type":"subscribe","id":"s","channel":"tenant"}'
frame = bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text

kept = []
for _ in range(count):
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
    client.connect(("127.0.0.1", port))
    client.sendall(head + frame)
    kept.append(client)
print("connected", flush=True)
sys.stdin.read()
