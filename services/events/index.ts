export { createHintListener, createHintPublisher, type HintListener, type HintPublisher } from './hints.js';
export { channelState, readEvents, readTops, resetReason, type ChannelState } from './log.js';
