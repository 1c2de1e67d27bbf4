export { anyOf, type Bus, type Ear } from './bus/bus.js';
export { createPostgresBus } from './bus/postgres.js';
export { createRedisBus } from './bus/redis.js';
export { createHintPublisher, hearHints, type Growth, type HintPublisher } from './hints.js';
export { channelState, readEvents, readTops, resetReason, type ChannelState } from './log.js';
