export { createHintListener, createHintPublisher, type HintListener, type HintPublisher } from './hints.js';
export { channelState, PAGE_SIZE, readEvents, readTops, resetReason, type ChannelState } from './log.js';
