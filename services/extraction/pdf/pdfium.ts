import { PDFiumModule } from '@hyzyla/pdfium';

/**
 * The part of PDFium's C API that is used here, as the WebAssembly module exports it: every argument and result is a
 * number (a handle, a pointer into the module's memory, or a plain value). Names and meanings are those of PDFium's
 * public headers (fpdfview.h, fpdf_text.h, fpdf_edit.h, fpdf_doc.h, fpdf_annot.h, fpdf_structtree.h, fpdf_formfill.h).
 */
const FUNCTIONS = [
  'malloc',
  'free',
  'FPDF_LoadMemDocument',
  'FPDF_GetLastError',
  'FPDF_CloseDocument',
  'FPDF_GetPageCount',
  'FPDF_GetFormType',
  'FPDF_DocumentHasValidCrossReferenceTable',
  'FPDF_GetMetaText',
  'FPDF_GetPageLabel',
  'FPDF_LoadPage',
  'FPDF_ClosePage',
  'FPDF_GetPageWidthF',
  'FPDF_GetPageHeightF',
  'FPDF_GetPageBoundingBox',
  'FPDFPage_GetRotation',
  'FPDFPage_SetRotation',
  'FPDFBitmap_CreateEx',
  'FPDFBitmap_FillRect',
  'FPDFBitmap_GetBuffer',
  'FPDFBitmap_GetStride',
  'FPDFBitmap_Destroy',
  'FPDF_RenderPageBitmap',
  'FPDF_FFLDraw',
  'FPDFDOC_InitFormFillEnvironment',
  'FPDFDOC_ExitFormFillEnvironment',
  'FORM_OnAfterLoadPage',
  'FORM_OnBeforeClosePage',
  'FPDFText_LoadPage',
  'FPDFText_ClosePage',
  'FPDFText_CountChars',
  'FPDFText_GetUnicode',
  'FPDFText_IsGenerated',
  'FPDFText_HasUnicodeMapError',
  'FPDFText_GetTextObject',
  'FPDFText_GetLooseCharBox',
  'FPDFText_GetCharOrigin',
  'FPDFText_GetCharAngle',
  'FPDFText_GetFontSize',
  'FPDFText_GetMatrix',
  'FPDFTextObj_GetFont',
  'FPDFTextObj_GetTextRenderMode',
  'FPDFFont_GetBaseFontName',
  'FPDFFont_GetFlags',
  'FPDFFont_GetWeight',
  'FPDFFont_GetItalicAngle',
  'FPDFPage_CountObjects',
  'FPDFPage_GetObject',
  'FPDFPageObj_GetType',
  'FPDFPageObj_GetBounds',
  'FPDFPageObj_GetMatrix',
  'FPDFPageObj_GetFillColor',
  'FPDFPageObj_GetMarkedContentID',
  'FPDFPageObj_CountMarks',
  'FPDFPageObj_GetMark',
  'FPDFPageObjMark_GetName',
  'FPDFFormObj_CountObjects',
  'FPDFFormObj_GetObject',
  'FPDFPath_CountSegments',
  'FPDFPath_GetPathSegment',
  'FPDFPath_GetDrawMode',
  'FPDFPathSegment_GetPoint',
  'FPDFPathSegment_GetType',
  'FPDFLink_Enumerate',
  'FPDFLink_GetAnnotRect',
  'FPDFLink_GetAction',
  'FPDFAction_GetType',
  'FPDFAction_GetURIPath',
  'FPDFPage_GetAnnotCount',
  'FPDFPage_GetAnnot',
  'FPDFPage_CloseAnnot',
  'FPDFAnnot_GetSubtype',
  'FPDFAnnot_GetRect',
  'FPDFAnnot_GetFlags',
  'FPDFAnnot_GetFormFieldType',
  'FPDFAnnot_GetFormFieldValue',
  'FPDFAnnot_GetFormFieldFlags',
  'FPDFAnnot_IsChecked',
  'FPDFBookmark_GetFirstChild',
  'FPDFBookmark_GetNextSibling',
  'FPDFBookmark_GetTitle',
  'FPDFBookmark_GetDest',
  'FPDFBookmark_GetAction',
  'FPDFAction_GetDest',
  'FPDFDest_GetDestPageIndex',
  'FPDFDoc_GetAttachmentCount',
  'FPDFDoc_GetAttachment',
  'FPDFAttachment_GetName',
  'FPDF_StructTree_GetForPage',
  'FPDF_StructTree_Close',
  'FPDF_StructTree_CountChildren',
  'FPDF_StructTree_GetChildAtIndex',
  'FPDF_StructElement_CountChildren',
  'FPDF_StructElement_GetChildAtIndex',
  'FPDF_StructElement_GetType',
  'FPDF_StructElement_GetAltText',
  'FPDF_StructElement_GetChildMarkedContentID',
  'FPDF_StructElement_GetAttributeCount',
  'FPDF_StructElement_GetAttributeAtIndex',
  'FPDF_StructElement_Attr_GetValue',
  'FPDF_StructElement_Attr_GetNumberValue',
] as const;

type PdfiumFunction = (typeof FUNCTIONS)[number];
type PdfiumApi = Readonly<Record<PdfiumFunction, (...args: number[]) => number>>;

/** Bytes that calls may use for their results; large enough for every fixed-size struct and most strings. */
const SCRATCH_BYTES = 8_192;

/**
 * One instance of PDFium in WebAssembly: its functions, and typed access to its memory.
 *
 * Calls are synchronous and may take long or trap; they belong into a process that can be ended. After a trap
 * (`WebAssembly.RuntimeError`) the instance's memory is not to be trusted any more.
 */
export interface Pdfium {
  readonly api: PdfiumApi;
  /** Pointer to SCRATCH_BYTES of memory that the next call may overwrite. */
  readonly scratch: number;
  /** A view of the memory as it is now: growing the memory replaces the buffer, so never keep it over a call. */
  view(): DataView;
  bytes(pointer: number, length: number): Uint8Array;
  /** Copies bytes in; the caller frees the pointer. 0: no memory left. */
  store(bytes: Uint8Array): number;
  /** Reads a UTF-16 string from a function that follows PDFium's "call with a buffer, returns needed bytes". */
  utf16(read: (buffer: number, size: number) => number): string;
  /** The same for functions that answer in UTF-8 or ASCII. */
  utf8(read: (buffer: number, size: number) => number): string;
  /** Calls with a pointer to `text` as a zero-terminated byte string. */
  withName<T>(text: string, use: (pointer: number) => T): T;
}

interface PdfiumMemory {
  readonly buffer: ArrayBuffer;
}

/** Loads PDFium (about 40 ms and 30 MB); one instance serves any number of documents, one after another. */
export async function loadPdfium(): Promise<Pdfium> {
  const instance = await PDFiumModule({});
  instance._FPDF_InitLibraryWithConfig({});
  // Parse boundary: the package types `wasmExports` as malloc and free only. The raw exports are used instead of the
  // `_FPDF…` wrappers because those check the stack on every call, which doubles the time of reading a page.
  const raw = instance.wasmExports as unknown as Record<string, unknown>;
  const memory = raw['memory'];
  if (!isMemory(memory)) throw new Error('the PDF library has no memory export');
  const api = Object.fromEntries(
    FUNCTIONS.map((name) => {
      const call = raw[name];
      if (typeof call !== 'function') throw new Error(`the PDF library has no function ${name}`);
      return [name, call];
    }),
  ) as PdfiumApi; // parse boundary: every name was checked above

  const scratch = api.malloc(SCRATCH_BYTES);
  let view = new DataView(memory.buffer);
  const current = (): DataView => {
    if (view.buffer !== memory.buffer) view = new DataView(memory.buffer);
    return view;
  };
  const bytes = (pointer: number, length: number): Uint8Array => new Uint8Array(memory.buffer, pointer, length);

  const string = (read: (buffer: number, size: number) => number, encoding: 'utf-16le' | 'utf-8'): string => {
    const needed = read(scratch, SCRATCH_BYTES);
    const end = encoding === 'utf-8' ? 1 : 2;
    if (needed <= end) return '';
    const decode = (from: number): string => new TextDecoder(encoding).decode(bytes(from, needed - end).slice());
    if (needed <= SCRATCH_BYTES) return decode(scratch).replaceAll('\0', '');
    const buffer = api.malloc(needed);
    if (buffer === 0) return '';
    try {
      read(buffer, needed);
      return decode(buffer).replaceAll('\0', '');
    } finally {
      api.free(buffer);
    }
  };

  const store = (data: Uint8Array): number => {
    const pointer = api.malloc(Math.max(1, data.length));
    if (pointer !== 0) bytes(pointer, data.length).set(data);
    return pointer;
  };

  return {
    api,
    scratch,
    view: current,
    bytes,
    store,
    utf16: (read) => string(read, 'utf-16le'),
    utf8: (read) => string(read, 'utf-8'),
    withName: (text, use) => {
      const pointer = store(new TextEncoder().encode(`${text}\0`));
      try {
        return use(pointer);
      } finally {
        api.free(pointer);
      }
    },
  };
}

function isMemory(value: unknown): value is PdfiumMemory {
  return typeof value === 'object' && value !== null && 'buffer' in value;
}
