/** One token bucket: pure arithmetic on simulated milliseconds. It refills as time passes, computed when somebody looks. */
export interface Bucket {
  tokens: number;
  /** Up to when it has been refilled. */
  at: number;
}

export interface BucketSize {
  /** As many as it holds at most. */
  readonly burst: number;
  /** As many as come back in a second. */
  readonly perSecond: number;
}

export const fullBucket = ({ burst }: BucketSize, now: number): Bucket => ({ tokens: burst, at: now });

/** Brings it up to date; what flows over is lost. */
export const refill = (bucket: Bucket, { burst, perSecond }: BucketSize, now: number): void => {
  bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1_000) * perSecond);
  bucket.at = now;
};
