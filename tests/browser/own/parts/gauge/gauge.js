export function draw(part) {
  const update = () => (part.querySelector("[data-drawn]").textContent = `drawn at ${part.dataset.angle}`);
  update();
  return { update, close: () => {} };
}
