import { createScreener } from "yishen";
import { attach } from "yishen/dom";
import { definePanel } from "yishen/panel";

definePanel();
const panel = document.querySelector("yishen-panel");
const form = document.querySelector("form");

const screener = await createScreener({ channel: "website" });
attach(form.elements.body, screener, { onReport: (report, kit) => panel.show(report, kit), onError: (error) => panel.fail(error) });

form.addEventListener("submit", (event) => {
  if (!panel.beforeSubmit().allowed) event.preventDefault();
});
