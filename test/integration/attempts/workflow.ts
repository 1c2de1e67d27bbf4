import { proxyActivities } from '@temporalio/workflow';
import { bounded } from '../../../workflows/patience.js';
import { failureOf } from '../../../workflows/failure.js';
import type { Samples } from './activities.js';

const brief = proxyActivities<Samples>(bounded('3 seconds'));
const ample = proxyActivities<Samples>(bounded('1 minute'));

/** Does one of the samples with the patience of the product; answers its result, or the code of its failure. */
export async function attempts(name: keyof Samples, time: 'brief' | 'ample'): Promise<number | string> {
  try {
    return await (time === 'brief' ? brief : ample)[name]();
  } catch (error) {
    return failureOf(error).code;
  }
}
