/** Stylesheets that the bundler takes along with a script. */
declare module "*.css";
