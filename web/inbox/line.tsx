import { useId, useState } from 'preact/hooks';
import type { Notification, NotificationState } from '../../domain/notifications/notification.js';
import { Age } from '../documents/age.js';
import { Link } from '../navigation/link.js';
import { Icon } from '../ui/icon.js';
import { placeOf, SEVERITY_LOOKS } from './words.js';
import { Why } from './why.js';

interface LineProps {
  line: Notification;
  onMark: (state: NotificationState) => void;
}

/** One notification: it opens what it is about, and says why it is here. */
export function Line({ line, onMark }: LineProps) {
  const [asked, setAsked] = useState(false);
  const why = useId();
  const { id, title, body, state, severity, created_at: at } = line;
  const look = SEVERITY_LOOKS[severity];
  const to = placeOf(line.subject);
  const unread = state === 'unread';
  const seen = () => {
    if (unread) onMark('read');
  };
  const words = (
    <>
      {unread && <span class="hidden">Unread: </span>}
      {title}
    </>
  );
  return (
    <li class={unread ? 'note note-unread' : 'note'} data-line={id}>
      <span class="note-dot">{unread && <span class="dot" aria-hidden="true" />}</span>
      <span class={`note-icon tone-${look.tone}`}>
        <Icon name={look.icon} />
      </span>
      <span class="note-text">
        {to ? (
          <Link to={to} class="note-title" data-row={id} dir="auto" onPress={seen}>
            {words}
          </Link>
        ) : (
          <button type="button" class="note-title" data-row={id} onClick={seen}>
            {words}
          </button>
        )}
        <span class="note-body">
          <span class={`tone-${look.tone}`}>{look.word}</span>
          {body !== '' && (
            <>
              {': '}
              <bdi>{body}</bdi>
            </>
          )}
        </span>
      </span>
      <span class="note-age">
        <Age at={at} what="Came" />
      </span>
      <span class="note-verbs">
        <button
          type="button"
          class="button small quiet"
          aria-expanded={asked}
          aria-controls={why}
          onClick={() => setAsked(!asked)}
        >
          <Icon name="help" size={14} /> Why did I get this?
        </button>
        {state === 'archived' ? (
          <button type="button" class="button small quiet" onClick={() => onMark('unread')}>
            <Icon name="bell" size={14} /> Back to the inbox
          </button>
        ) : (
          <>
            <button
              type="button"
              class="button small quiet note-mark"
              onClick={() => onMark(unread ? 'read' : 'unread')}
            >
              <Icon name={unread ? 'check' : 'bell'} size={14} /> Mark {unread ? 'read' : 'unread'}
            </button>
            <button type="button" class="button small quiet" onClick={() => onMark('archived')}>
              <Icon name="archive" size={14} /> Archive
            </button>
          </>
        )}
      </span>
      <div class="note-why" id={why}>
        {asked && <Why event={line.event_id} />}
      </div>
    </li>
  );
}
