/** Files that systems leave in folders and nobody means to add. */
const CLUTTER = /^(\..*|Thumbs\.db|desktop\.ini)$/i;

/** As much of a browser's `FileSystemEntry` as is needed here. */
export type DroppedEntry =
  | {
      name: string;
      isFile: true;
      isDirectory: false;
      file: (done: (file: File) => void, failed?: (error: DOMException) => void) => void;
    }
  | {
      name: string;
      isFile: false;
      isDirectory: true;
      createReader: () => {
        readEntries: (done: (entries: DroppedEntry[]) => void, failed?: (error: DOMException) => void) => void;
      };
    };

/**
 * All files of a drop, folders walked to the bottom, in the order of their names. Entries must be taken from the event
 * before it ends: call this in the handler, then await it. A folder that cannot be read counts as empty.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  const loose: File[] = [];
  const entries: DroppedEntry[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry();
    // Boundary to the browser: the DOM's types do not say that an entry is either a file or a folder.
    if (entry) entries.push(entry as unknown as DroppedEntry);
    else {
      const file = item.getAsFile();
      if (file) loose.push(file);
    }
  }
  const found = await Promise.all(entries.map((entry) => filesOf(entry, true)));
  return [...loose, ...found.flat()];
}

/** All files of an entry. `named`: the person dropped this very entry, so it is taken whatever it is called. */
export async function filesOf(entry: DroppedEntry, named: boolean): Promise<File[]> {
  if (!named && CLUTTER.test(entry.name)) return [];
  if (entry.isFile) {
    return new Promise<File[]>((resolve) =>
      entry.file(
        (file) => resolve([file]),
        () => resolve([]),
      ),
    );
  }
  const reader = entry.createReader();
  const children: DroppedEntry[] = [];
  // A reader answers some at a time (Chromium: 100), and nothing at the end.
  for (;;) {
    const some = await new Promise<DroppedEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (some.length === 0) break;
    children.push(...some);
  }
  children.sort((a, b) => a.name.localeCompare(b.name));
  const files: File[] = [];
  for (const child of children) files.push(...(await filesOf(child, false)));
  return files;
}
