/** PostgreSQL writes times into JSON with microseconds and an offset. */
export const isoTime = (time: string | null): string | null => time && new Date(time).toISOString();
