import { SUBPROTOCOL } from '../../services/events/protocol/frames.js';
import type { Socket, SocketListener } from './connection.js';

/** Opens the browser's WebSocket to `/v1/ws` of our own origin; the session cookie says who we are. */
export function openSocket(location: Location, listener: SocketListener): Socket {
  const url = new URL('/v1/ws', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(url, SUBPROTOCOL);
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string') listener.message(data);
  };
  socket.onclose = ({ code }) => listener.closed(code);
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: () => {
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
    },
  };
}
