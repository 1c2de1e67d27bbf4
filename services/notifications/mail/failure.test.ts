import type { NodemailerError } from 'nodemailer';
import { describe, expect, it } from 'vitest';
import { mailFailure } from './failure.js';

const failed = (properties: Partial<NodemailerError>): NodemailerError =>
  Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:25'), properties);
/** What nodemailer makes of a reply to a command. */
const replied = (command: string, response: string): NodemailerError =>
  failed({ code: 'EENVELOPE', command, response, responseCode: Number(response.slice(0, 3)) });

describe('a mail that was not taken', () => {
  it.each([
    ['550 5.1.1 No such user', 'recipient', true],
    ['550 No such user', 'recipient', true],
    ['551 User not local', 'recipient', true],
    ['553-5.1.2 We cannot find\n553 5.1.2 that domain', 'recipient', true],
    ['550 5.2.1 The account is disabled', 'recipient', true],
    ['550 5.7.1 Your address is on a blocklist', 'message', false],
    ['552 5.2.2 Mailbox full', 'message', false],
    ['554 5.7.1 Relay access denied', 'message', false],
    ['450 4.2.0 Greylisted', 'temporary', false],
    ['451 Come back later', 'temporary', false],
    ['452 4.2.2 Mailbox full', 'temporary', false],
    ['421 4.7.0 Too many connections', 'temporary', false],
  ])('for %s to RCPT is a matter of: %s', (response, failure, suppress) =>
    expect(mailFailure(replied('RCPT TO', response), false)).toEqual({
      accepted: false,
      failure,
      suppress,
      detail: response.replace('\n', ' '),
    }),
  );

  it.each([
    [replied('MAIL FROM', '530 5.7.0 Must issue a STARTTLS command first'), 'server'],
    [replied('MAIL FROM', '550 5.1.8 Sender rejected'), 'server'],
    [replied('MAIL FROM', '552 5.3.4 Too large'), 'message'],
    [replied('DATA', '554 5.6.0 We do not like it'), 'message'],
    [replied('DATA', '451 4.3.0 Try again'), 'temporary'],
    [replied('DATA', '503 Bad sequence'), 'temporary'],
    [failed({ code: 'EMESSAGE', command: 'MAIL FROM' }), 'message'],
    [failed({ code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535, response: '535 Bad' }), 'server'],
    [failed({ code: 'ESOCKET', command: 'CONN' }), 'server'],
    [failed({ code: 'ETLS', command: 'CONN' }), 'server'],
    [failed({ code: 'EPROTOCOL', command: 'CONN', responseCode: 554, response: '554 No service' }), 'server'],
  ])('otherwise: %o', (error, failure) => {
    const answer = mailFailure(error, false);
    expect(answer).toMatchObject({ accepted: false, failure, suppress: false });
    expect(answer.detail).not.toBe('');
    expect(answer.detail).not.toContain('10.1.2.3');
  });

  it('may have been taken, when the server was lost after it had all of it', () => {
    expect(mailFailure(failed({ code: 'ECONNECTION' }), true).failure).toBe('unknown');
    expect(mailFailure(replied('DATA', '554 No'), true).failure).toBe('message');
    expect(mailFailure(failed({ code: 'ECONNECTION' }), false).failure).toBe('server');
  });
});
