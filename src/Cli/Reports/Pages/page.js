
// The least score of a model: says what it gives, and shows the boxes that are as sure, and the objects that none of
// them finds.
for (const slider of document.querySelectorAll("input[type=range][data-points]")) {
  const points = slider.dataset.points.split("|");
  const boxes = document.querySelectorAll(`div[data-model="${slider.dataset.model}"] rect`);
  const show = () => {
    slider.parentElement.querySelector("output").textContent = points[slider.value];
    for (const box of boxes)
      box.classList.toggle("off", box.classList.contains("missed") === (box.dataset.score >= slider.value / 100));
  };
  slider.addEventListener("input", show);
  show();
}
