/**
 * Whether a refusal says that nobody can be reached at the address, now or later: no more mail is sent to it then, or
 * providers take us for a spammer. A refusal for another reason (spam, size, a full mailbox, a sender that is not liked)
 * says nothing about the address.
 *
 * @param reply reply code of RFC 5321 to the command that named the recipient; undefined: it is not known
 * @param status enhanced status code of RFC 3463, which says more; undefined: the server gave none
 */
export function isDeadAddress(reply: number | undefined, status: string | undefined): boolean {
  if (status !== undefined) return DEAD_STATUS.test(status);
  return reply !== undefined && DEAD_REPLIES.includes(reply);
}

/** 5.1.x: no such mailbox or domain (5.1.7 and 5.1.8 are about the sender); 5.2.1: disabled; 5.4.4: no way to the domain. */
const DEAD_STATUS = /^5\.(1\.(0|1|2|3|4|6|10)|2\.1|4\.4)$/;
/** No such mailbox; the person is elsewhere; not a name of a mailbox. */
const DEAD_REPLIES: readonly number[] = [550, 551, 553];
