/** Files that systems leave in folders and nobody means to add. */
const CLUTTER = /^(\..*|Thumbs\.db|desktop\.ini)$/i;

/**
 * All files of a drop, folders walked to the bottom, in the order of their names. Entries must be taken from the event
 * before it ends: call this in the handler, then await it. A folder that cannot be read counts as empty.
 */
export function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  const loose: File[] = [];
  const entries: FileSystemEntry[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry();
    if (entry) entries.push(entry);
    else {
      const file = item.getAsFile();
      if (file) loose.push(file);
    }
  }
  return Promise.all(entries.map((entry) => filesOf(entry, true))).then((found) => [...loose, ...found.flat()]);
}

/** `named`: the person dropped this very entry, so it is taken whatever it is called. */
async function filesOf(entry: FileSystemEntry, named: boolean): Promise<File[]> {
  if (!named && CLUTTER.test(entry.name)) return [];
  if (isFile(entry)) {
    return new Promise<File[]>((resolve) =>
      entry.file(
        (file) => resolve([file]),
        () => resolve([]),
      ),
    );
  }
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const children: FileSystemEntry[] = [];
  // A reader answers some at a time (Chromium: 100), and nothing at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (some.length === 0) break;
    children.push(...some);
  }
  children.sort((a, b) => a.name.localeCompare(b.name));
  const files: File[] = [];
  for (const child of children) files.push(...(await filesOf(child, false)));
  return files;
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
