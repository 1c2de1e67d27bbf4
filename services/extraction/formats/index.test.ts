import { describe, expect, it } from 'vitest';
import { readerContext } from '../document-fixture.js';
import { ACCEPTED, FORMATS, openDocument } from './index.js';

describe('formats', () => {
  it('load under the media type that they name, with an ending of their own', async () => {
    const endings = new Set<string>();
    for (const [mediaType, load] of FORMATS) {
      const format = await load();
      expect(format.mediaType).toBe(mediaType);
      endings.add(format.extension);
    }
    expect(endings.size).toBe(FORMATS.size);
    expect(ACCEPTED).toEqual([...FORMATS.keys()]);
  });

  it('refuse what cannot be read, and say what can', async () => {
    await expect(openDocument('/nowhere', 'audio/mpeg', readerContext())).rejects.toMatchObject({
      code: 'unsupported_media_type',
      extra: { accepted: ACCEPTED },
    });
  });
});
