export default {
  // The WebAssembly stands beside its module; pre-bundling for `vite dev` would part them.
  optimizeDeps: { exclude: ["yishen"] },
};
