import { Context } from '@temporalio/activity';

/** How far an activity is, as the UI of Temporal shows it with the last heartbeat. */
export type Position = Readonly<Record<string, number | string>>;

interface Known {
  position: Position | undefined;
  /** When it last moved, by the clock of this process. */
  movedAt: number;
}

const known = new WeakMap<Context, Known>();

/** Of the activity that runs in `context`. */
export function positionOf(context: Context): Known {
  let own = known.get(context);
  if (own === undefined) known.set(context, (own = { position: undefined, movedAt: Date.now() }));
  return own;
}

/**
 * A function by which an activity says how far it is: the next heartbeat carries it, and an activity that says nothing new
 * for too long is given up (attempt.ts). To be asked for by the activity itself, to be called from wherever.
 */
export function positionTeller(): (position: Position) => void {
  const own = positionOf(Context.current());
  return (position) => {
    own.position = position;
    own.movedAt = Date.now();
  };
}
