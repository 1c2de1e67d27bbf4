/** One block of a text/event-stream; what it has not is empty. */
export interface StreamBlock {
  comment: string;
  id: string;
  event: string;
  data: string;
}

/**
 * Reads Server-Sent Events out of a body (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream),
 * as our server writes them: lines end in LF. Comments come too: they are signs of life.
 */
export async function* readBlocks(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamBlock, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      rest += decoder.decode(value, { stream: true });
      const blocks = rest.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) yield parseBlock(block);
    }
  } finally {
    void reader.cancel().catch(() => undefined); // it may have failed already
  }
}

function parseBlock(text: string): StreamBlock {
  const block: StreamBlock = { comment: '', id: '', event: 'message', data: '' };
  const data: string[] = [];
  for (const line of text.split('\n')) {
    const [, name, value = ''] = /^(id|event|data|): ?(.*)$/s.exec(line) ?? [];
    if (name === 'data') data.push(value);
    else if (name === '') block.comment = value;
    else if (name === 'id' || name === 'event') block[name] = value;
  }
  return { ...block, data: data.join('\n') };
}
