import { unknownRoute } from '../../shared/domain/routes.ts';
import { http } from '../../shared/lambda/http.ts';

/** Whatever API Gateway matched with no other route: what there is instead. */
export const handler = http({}, unknownRoute);
