import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import { describe, expect, it } from 'vitest';
import { failureOf } from './failure.js';

const activity = (name: string, cause: Error) =>
  new ActivityFailure('failed', name, '1', 'NON_RETRYABLE_FAILURE', 'worker', cause);

describe('why a run failed', () => {
  it('is the code, the message and the step that the activity told', () => {
    const cause = ApplicationFailure.create({ type: 'unavailable', message: 'no model', details: ['classify'] });
    expect(failureOf(activity('understand', cause))).toEqual({
      code: 'unavailable',
      message: 'no model',
      step: 'classify',
    });
  });

  it('is in the step of the activity when it told none', () => {
    const cause = ApplicationFailure.create({ type: 'document_encrypted', message: 'a password' });
    expect(failureOf(activity('readRange', cause)).step).toBe('extract');
    const late = new TimeoutFailure('late', undefined, 'START_TO_CLOSE');
    expect(failureOf(activity('findFields', late))).toEqual({
      code: 'timed_out',
      message: 'The step took longer than it may.',
      step: 'fields',
    });
  });

  it('is internal when nobody foresaw it', () => {
    expect(failureOf(new Error('odd'))).toEqual({ code: 'internal', message: 'odd', step: 'extract' });
  });
});
