/**
 * One prefix for every namespace that the readers look at, whatever prefix a file declares for it: ISO strict and
 * transitional OOXML, ODF and EPUB. Elements of the namespaces mapped to '' are named without a prefix.
 *
 * Sources: ECMA-376 parts 1 and 4 (annex A), [MS-OE376], OASIS ODF 1.3 part 3, W3C.
 */
const PREFIXES: Readonly<Record<string, readonly string[]>> = {
  '': [
    'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
    'http://purl.oclc.org/ooxml/spreadsheetml/main',
    'http://schemas.openxmlformats.org/package/2006/relationships',
    'http://schemas.openxmlformats.org/package/2006/content-types',
    'http://schemas.openxmlformats.org/officeDocument/2006/extended-properties',
    'http://purl.oclc.org/ooxml/officeDocument/extendedProperties',
    'http://www.idpf.org/2007/opf',
    'urn:oasis:names:tc:opendocument:xmlns:container',
  ],
  w: [
    'http://schemas.openxmlformats.org/wordprocessingml/2006/main',
    'http://purl.oclc.org/ooxml/wordprocessingml/main',
  ],
  w14: ['http://schemas.microsoft.com/office/word/2010/wordml'],
  r: [
    'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
    'http://purl.oclc.org/ooxml/officeDocument/relationships',
  ],
  m: ['http://schemas.openxmlformats.org/officeDocument/2006/math', 'http://purl.oclc.org/ooxml/officeDocument/math'],
  a: ['http://schemas.openxmlformats.org/drawingml/2006/main', 'http://purl.oclc.org/ooxml/drawingml/main'],
  a14: ['http://schemas.microsoft.com/office/drawing/2010/main'],
  p: ['http://schemas.openxmlformats.org/presentationml/2006/main', 'http://purl.oclc.org/ooxml/presentationml/main'],
  p188: ['http://schemas.microsoft.com/office/powerpoint/2018/8/main'],
  c: ['http://schemas.openxmlformats.org/drawingml/2006/chart', 'http://purl.oclc.org/ooxml/drawingml/chart'],
  cx: ['http://schemas.microsoft.com/office/drawing/2014/chartex'],
  dgm: ['http://schemas.openxmlformats.org/drawingml/2006/diagram', 'http://purl.oclc.org/ooxml/drawingml/diagram'],
  dsp: ['http://schemas.microsoft.com/office/drawing/2008/diagram'],
  pic: ['http://schemas.openxmlformats.org/drawingml/2006/picture', 'http://purl.oclc.org/ooxml/drawingml/picture'],
  wp: [
    'http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing',
    'http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing',
  ],
  xdr: [
    'http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing',
    'http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing',
  ],
  lc: ['http://schemas.openxmlformats.org/drawingml/2006/lockedCanvas'],
  wps: ['http://schemas.microsoft.com/office/word/2010/wordprocessingShape'],
  wpg: ['http://schemas.microsoft.com/office/word/2010/wordprocessingGroup'],
  wpc: ['http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas'],
  mc: ['http://schemas.openxmlformats.org/markup-compatibility/2006'],
  v: ['urn:schemas-microsoft-com:vml'],
  o: ['urn:schemas-microsoft-com:office:office'],
  x: ['urn:schemas-microsoft-com:office:excel'],
  tc: ['http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments'],
  x14: ['http://schemas.microsoft.com/office/spreadsheetml/2009/9/main'],
  cp: ['http://schemas.openxmlformats.org/package/2006/metadata/core-properties'],
  dc: ['http://purl.org/dc/elements/1.1/'],
  dcterms: ['http://purl.org/dc/terms/'],
  office: ['urn:oasis:names:tc:opendocument:xmlns:office:1.0'],
  text: ['urn:oasis:names:tc:opendocument:xmlns:text:1.0'],
  table: ['urn:oasis:names:tc:opendocument:xmlns:table:1.0'],
  draw: ['urn:oasis:names:tc:opendocument:xmlns:drawing:1.0'],
  style: ['urn:oasis:names:tc:opendocument:xmlns:style:1.0'],
  fo: ['urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0'],
  svg: ['urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0'],
  chart: ['urn:oasis:names:tc:opendocument:xmlns:chart:1.0'],
  presentation: ['urn:oasis:names:tc:opendocument:xmlns:presentation:1.0'],
  number: ['urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0'],
  meta: ['urn:oasis:names:tc:opendocument:xmlns:meta:1.0'],
  manifest: ['urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'],
  xlink: ['http://www.w3.org/1999/xlink'],
  math: ['http://www.w3.org/1998/Math/MathML'],
};

/** Namespace URI → prefix. */
export const CANONICAL: ReadonlyMap<string, string> = new Map(
  Object.entries(PREFIXES).flatMap(([prefix, uris]) => uris.map((uri): [string, string] => [uri, prefix])),
);
