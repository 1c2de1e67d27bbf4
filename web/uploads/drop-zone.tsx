import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../app-context.js';
import { Icon } from '../ui/icon.js';
import { droppedFiles } from './drop.js';

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;

/** Takes files and folders dropped anywhere on the page, and shows that it would while they hover. */
export function DropZone() {
  const { uploads, announcer } = useApp();
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0; // dragenter and dragleave come for every element on the way
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth += 1;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const hover = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault(); // says that a drop is welcome
    };
    const drop = (event: DragEvent) => {
      if (!event.dataTransfer || !hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      void droppedFiles(event.dataTransfer).then((files) => {
        if (files.length === 0) announcer.say('Nothing to add: the folder is empty');
        uploads.add(files);
      });
    };
    document.addEventListener('dragenter', enter);
    document.addEventListener('dragleave', leave);
    document.addEventListener('dragover', hover);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragenter', enter);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('dragover', hover);
      document.removeEventListener('drop', drop);
    };
  }, []);
  if (!over) return null;
  return (
    <div class="drop-zone" aria-hidden="true">
      <p>
        <Icon name="upload" size={28} /> Drop to add to the library
      </p>
    </div>
  );
}
