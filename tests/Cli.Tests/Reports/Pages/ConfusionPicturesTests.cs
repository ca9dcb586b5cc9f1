using DetectionSdk.Evaluation;
using DetectionSdk.Tests;
using Microsoft.Playwright;
using OpenCvSharp;

namespace DetectionSdk.Cli.Tests;

/// <summary>
/// Ten pictures with a cat each: taken for a dog in three, with another dog beside in one, not found in one, found in
/// the others, mostly less surely, so that the best least score lies below all.
/// </summary>
public sealed class ConfusionPicturesTests : IClassFixture<Chromium>, IDisposable
{
    private const int Cat = 0, Dog = 1;

    private readonly Chromium _browser;
    private readonly TemporaryFolder _folder = new();
    private readonly string _page;

    public ConfusionPicturesTests(Chromium browser)
    {
        _browser = browser;
        _page = Write(
            "few.html", ["<cat>", "dog"],
            [[Found(Cat, 10, 0.9f)], [Found(Dog, 10, 0.6f)], [Found(Dog, 10, 0.8f), Found(Dog, 500, 0.7f)],
             [Found(Dog, 14, 0.5f)], [], [Found(Cat, 10, 0.42f)], [Found(Cat, 10, 0.41f)], [Found(Cat, 10, 0.43f)],
             [Found(Cat, 10, 0.44f)], [Found(Cat, 10, 0.45f)]]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_click_on_a_cell_shows_its_worst_pictures_and_no_others()
    {
        IPage page = await _browser.OpenAsync(new Uri(_page).AbsoluteUri);
        Assert.Equal(0, await Visible(page).CountAsync());

        await page.GetByRole(AriaRole.Link, new() { Name = "3: <cat> found as dog" }).ClickAsync();

        Assert.Equal(
            [
                "2.png: <cat>, found as dog 0.80 at IoU 1.00", "1.png: <cat>, found as dog 0.60 at IoU 1.00",
                "3.png: <cat>, found as dog 0.50 at IoU 0.82",
            ],
            await Visible(page).Locator("figcaption").AllTextContentsAsync());
        Assert.Equal("detector, <cat> found as dog: the worst 3 of 3", await HeadingAsync(page));
        Assert.Equal(
            (3, 3), (await page.Locator(".cases:visible rect.object").CountAsync(),
                await page.Locator(".cases:visible rect.false").CountAsync()));
    }

    [Theory]
    [InlineData("1: <cat> not found", "4.png: <cat>, not found", "missed", 1)]
    [InlineData("1: dog found where nothing is", "2.png: found as dog 0.70", "false", 1)]
    [InlineData("6: <cat> found as <cat>", "6.png: <cat>, found as <cat> 0.41 at IoU 1.00", "found", 3)]
    public async Task The_enter_key_leads_to_the_pictures_of_every_kind_of_cell(
        string link, string worst, string box, int pictures)
    {
        IPage page = await _browser.OpenAsync(new Uri(_page).AbsoluteUri);
        await page.GetByRole(AriaRole.Link, new() { Name = link }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        Assert.Equal(worst, await Visible(page).Locator("figcaption").First.TextContentAsync());
        Assert.Equal(pictures, await page.Locator($".cases:visible rect.{box}").CountAsync());
        Assert.True(await Visible(page).EvaluateAsync<bool>("group => group === document.activeElement"));
    }

    [Fact]
    public async Task A_small_object_is_seen_near()
    {
        IPage page = await _browser.OpenAsync(new Uri(_page).AbsoluteUri);
        await page.GetByRole(AriaRole.Link, new() { Name = "1: dog found where nothing is" }).ClickAsync();

        // 40 pixels wide at 500: 160 pixels around it, from 440 on
        ILocator drawing = page.Locator(".cases:visible svg");
        Assert.Equal("0 0 160 100", await drawing.GetAttributeAsync("viewBox"));
        Assert.Equal("60", await drawing.Locator("rect").GetAttributeAsync("x"));
    }

    [Fact]
    public void A_page_of_many_classes_holds_few_pictures_but_of_every_error_first()
    {
        string[] classes = [.. Enumerable.Range(0, 80).Select(id => $"class {id}")];
        string page = Write(
            "many.html", classes,
            [.. classes.Select((_, id) => (DetectedObject[])[Found(id, 10, 0.9f), Found(id, 500, 0.8f)]).Skip(1)]);

        string[] parts = File.ReadAllText(page).Split("<div class=\"cases\"");
        // 79 kinds of false alarms and 79 of confusions with class 0: 144 pictures are not enough for the second ones
        Assert.Equal(ConfusionPictures.MostOfAll, parts.Length - 1);
        Assert.Equal(ConfusionPictures.MostOfAll, parts[1..].Sum(part => part.Split("<figure").Length - 1));
    }

    private static ILocator Visible(IPage page) => page.Locator(".cases:visible");

    private static async Task<string?> HeadingAsync(IPage page) =>
        await Visible(page).Locator("h3").TextContentAsync();

    /// <summary>A page about pictures with an object of the first class each, at 10.</summary>
    private string Write(string name, string[] classes, DetectedObject[][] found)
    {
        using Mat grey = new(100, 800, MatType.CV_8UC3, Scalar.All(128));
        byte[] png = grey.ToBytes(".png");
        AnnotatedDataSet set = new(
            classes,
            [
                .. found.Select((_, index) => new AnnotatedImage(
                    _folder.Write($"{index}.png", png), $"{index}.png", new Size(800, 100),
                    [new Annotation(new Rect2d(10, 10, 40, 40), Cat)])),
            ]);
        Queue<DetectedObject[]> answers = new(found);
        DetectorEvaluation evaluation = new(set);
        EvaluatedModel model = EvaluatedModel.Of(
            "detector",
            evaluation.RunModel(picture => new DetectionResult(picture.Size(), answers.Dequeue()), classes),
            evaluation, set);
        string page = _folder.File(name);
        HtmlPage.Write(page, "confusions", [("Confusions", ConfusionSection.Of([model]))]);
        return page;
    }

    private static DetectedObject Found(int classId, double x, float score) =>
        new(new Rect2d(x, 10, 40, 40), classId, "", score);
}
