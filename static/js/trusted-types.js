/* The one Trusted Types policy of desk and admin. It must be loaded before every other script.
   It passes strings on: what it buys is that no other policy can be made, and that nothing is written
   into a page before this file has run. Answers come from our own templates, which escape. */
if (window.trustedTypes && !trustedTypes.defaultPolicy) {
  trustedTypes.createPolicy("default", { createHTML: (text) => text, createScriptURL: sameOrigin });
}

function sameOrigin(address) {
  if (new URL(address, location.href).origin !== location.origin) throw new TypeError("A script from elsewhere");
  return address;
}
