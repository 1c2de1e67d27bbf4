import type { QuietWindow } from '../../domain/notifications/preferences.js';
import { useApp } from '../app-context.js';
import { useSelected } from '../ui/store.js';
import { DAY_MIN, dayName, onDay, quietSentence, quietWeek, wallClock, WEEKDAYS } from './quiet.js';

const HOURS = [0, 6, 12, 18, 24];
const MINUTE_MS = 60_000;

/** The week as seven bars of a day each, with the time now; the same in a sentence below. */
export function Week({ windows, zone }: { windows: readonly QuietWindow[]; zone: string }) {
  const { clock } = useApp();
  const minute = useSelected(clock, (now) => Math.floor(now / MINUTE_MS)) * MINUTE_MS;
  const week = quietWeek(windows);
  const now = wallClock(zone, minute);
  return (
    <figure class="week">
      <div class="week-days" role="img" aria-label="The week, with the quiet hours of each day">
        {WEEKDAYS.map((day) => {
          const today = now !== null && Math.floor(now / DAY_MIN) === day - 1;
          return (
            <div key={day} class={today ? 'week-day week-today' : 'week-day'}>
              <span>{dayName(day)}</span>
              <svg viewBox={`0 0 ${DAY_MIN} 10`} preserveAspectRatio="none">
                {onDay(week, day).map(({ from, to }) => (
                  <rect key={from} class="week-quiet" x={from} y="0" width={to - from} height="10" />
                ))}
                {HOURS.slice(1, -1).map((hour) => (
                  <line key={hour} class="week-hour" x1={hour * 60} x2={hour * 60} y1="0" y2="10" />
                ))}
                {today && <line class="week-now" x1={now % DAY_MIN} x2={now % DAY_MIN} y1="0" y2="10" />}
              </svg>
            </div>
          );
        })}
        <div class="week-hours">
          {HOURS.map((hour) => (
            <span key={hour}>{String(hour).padStart(2, '0')}</span>
          ))}
        </div>
      </div>
      <figcaption>{quietSentence(windows, zone, minute)}</figcaption>
    </figure>
  );
}
