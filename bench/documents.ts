/** The `n`th copy of a document: other bytes with the same content, where its format allows bytes behind its end. */
export function copyOf(filename: string, bytes: Buffer, n: number): Buffer {
  return /\.(docx|pptx|xlsx)$/.test(filename)
    ? zipComment(bytes, `${n}`)
    : Buffer.concat([bytes, Buffer.from(`\n${/pdf$/.test(filename) ? '%' : ''}${n}\n`)]);
}

/** A ZIP archive may end in a comment: another file with the same content (APPNOTE.TXT 4.3.16). */
function zipComment(bytes: Buffer, comment: string): Buffer {
  const at = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const end = Buffer.from(bytes.subarray(at, at + 22));
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([bytes.subarray(0, at), end, Buffer.from(comment)]);
}
