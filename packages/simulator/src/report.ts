export { renderReport } from './report/report-page.ts';
