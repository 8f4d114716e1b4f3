export * from "./content";
export * from "./problem";
export * from "./shapes";
export * from "./shapes-staff";
export * from "./staff";
export * from "./transport";
