/** The build of the site that an app URL stands for: the hash in its name. @param {string} app */
export const version = (app) => /([^/.]+)\.json$/.exec(app)?.[1] ?? app;
