/** The public face of `@docugenie/client`; README.md beside it says how to use it. */
export { connect, type Connection, type ConnectOptions } from './connect.js';
export { ChannelRefused, PositionLost, SignedOut } from './errors.js';
export type { Following, FollowOptions } from './following.js';
export type { Clock, LiveStatus, Subscriber } from './live.js';
export type { WebSocketImplementation } from './socket.js';
export type { Readable } from './store.js';
export type { EventEnvelope, Position } from '../domain/events/event.js';
export type { ResetReason } from '../services/events/protocol/frames.js';
