using System.Text.RegularExpressions;
using DetectionSdk.Evaluation;
using DetectionSdk.Tests;
using Microsoft.Playwright;
using OpenCvSharp;

namespace DetectionSdk.Cli.Tests;

/// <summary>
/// The report of a detector that finds one of two cats surely, a dog where there is none half as surely, and of another
/// that finds nothing.
/// </summary>
public sealed class EvaluationPageTests : IClassFixture<Chromium>, IDisposable
{
    private readonly Chromium _browser;
    private readonly TemporaryFolder _folder = new();
    private readonly string _page;

    public EvaluationPageTests(Chromium browser)
    {
        _browser = browser;
        _page = _folder.File("report.html");
        using Mat grey = new(120, 160, MatType.CV_8UC3, Scalar.All(128));
        AnnotatedImage image = new(
            _folder.Write("a.png", grey.ToBytes(".png")), "a&b.png", new Size(160, 120),
            [new Annotation(new Rect2d(10, 10, 40, 40), 0), new Annotation(new Rect2d(100, 60, 40, 40), 0)]);
        AnnotatedDataSet set = new(["cat", "dog"], [image]);
        EvaluationPage.Write(
            _page, "a set",
            [
                Model("one", Found(0, "cat", 10, 10, 0.9f), Found(1, "dog", 60, 10, 0.4f)),
                Model("two"),
            ],
            [(new SweepLevel(SweepAxis.Blur, 0), [Scores(0.5), Scores(0)]),
             (new SweepLevel(SweepAxis.Blur, 2), [Scores(0.25), Scores(0)])]);

        EvaluatedModel Model(string name, params DetectedObject[] found)
        {
            DetectorEvaluation evaluation = new(set);
            return EvaluatedModel.Of(
                name, evaluation.RunModel(picture => new DetectionResult(picture.Size(), found), set.ClassNames),
                evaluation, set);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_asks_nothing_of_any_server()
    {
        string html = File.ReadAllText(_page);
        Assert.DoesNotMatch(new Regex("(?:src|href)=\"(?!data:|#)"), html);
        Assert.DoesNotMatch(new Regex("url\\((?!#)"), html);
        Assert.DoesNotContain("Markup {", html, StringComparison.Ordinal);
        Assert.Contains("a&amp;b.png", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_slider_shows_what_a_least_score_gives_and_hides_the_boxes_below()
    {
        IPage page = await _browser.OpenAsync(new Uri(_page).AbsoluteUri);
        ILocator boxes = page.Locator("div[data-model='0'] >> nth=0");
        Assert.StartsWith(
            "0.41: 1 of 2 objects found, 0 false alarms; precision 1.000, recall 0.500, F1 0.667",
            await page.Locator("output").First.TextContentAsync());
        Assert.Equal((1, 0, 1), await VisibleAsync());

        await MoveAsync(20);
        Assert.StartsWith(
            "0.20: 1 of 2 objects found, 1 false alarms", await page.Locator("output").First.TextContentAsync());
        Assert.Equal((1, 1, 1), await VisibleAsync());
        await MoveAsync(95);
        Assert.Equal((0, 0, 2), await VisibleAsync());

        async Task MoveAsync(int level) => await page.Locator("#confidence-0").EvaluateAsync(
            "(slider, level) => { slider.value = level; slider.dispatchEvent(new Event('input')); }", level);

        async Task<(int Found, int False, int Missed)> VisibleAsync() => (
            await boxes.Locator("rect.found:not(.off)").CountAsync(),
            await boxes.Locator("rect.false:not(.off)").CountAsync(),
            await boxes.Locator("rect.missed:not(.off)").CountAsync());
    }

    [Fact]
    public async Task Boxes_are_hidden_by_kind()
    {
        IPage page = await _browser.OpenAsync(new Uri(_page).AbsoluteUri);
        ILocator found = page.Locator("div[data-model] rect.found").First;
        Assert.True(await found.IsVisibleAsync());
        await page.Locator("#show-found").UncheckAsync();
        Assert.False(await found.IsVisibleAsync());
        await page.GetByLabel("found", new PageGetByLabelOptions { Exact = true }).CheckAsync();
        Assert.True(await found.IsVisibleAsync());
    }

    [Fact]
    public async Task Every_section_is_a_region_that_its_link_leads_to()
    {
        IPage page = await _browser.OpenAsync(new Uri(_page).AbsoluteUri);
        string[] headings =
        [
            "Scores", "Precision and recall", "Errors", "Confusions", "Degradation", "Where they differ", "Pictures",
        ];
        Assert.Equal(headings, await page.Locator("nav a").AllTextContentsAsync());
        foreach (string heading in headings)
            Assert.Equal(
                1, await page.GetByRole(AriaRole.Region, new() { Name = heading, Exact = true }).CountAsync());
        await page.GetByRole(AriaRole.Link, new() { Name = "Errors" }).ClickAsync();
        Assert.EndsWith("#section-2", page.Url, StringComparison.Ordinal);
        Assert.True(await page.GetByRole(AriaRole.Heading, new() { Name = "Errors" }).IsVisibleAsync());
    }

    [Fact]
    public async Task Pictures_charts_and_tables_say_what_they_show()
    {
        IPage page = await _browser.OpenAsync(new Uri(_page).AbsoluteUri);
        Assert.Equal(0, await page.Locator("img:not([alt]), img[alt='']").CountAsync());
        Assert.Equal(
            "a&b.png, one: 1 of 2 objects missed, 0 false alarms",
            await page.Locator("div[data-model] img").First.GetAttributeAsync("alt"));
        Assert.Equal(3, await page.Locator("[role=img][aria-label]").CountAsync());
        Assert.Equal(await page.Locator("table").CountAsync(), await page.Locator("table > caption").CountAsync());
        ILocator missed = page.GetByRole(AriaRole.Row, new() { NameRegex = new Regex("^Missed") });
        Assert.Equal(["24.8", "1", "0.0", "2"], await missed.Locator("td").AllTextContentsAsync());
    }

    [Theory]
    [InlineData(ColorScheme.Light, "rgb(255, 255, 255)", "rgb(27, 31, 36)")]
    [InlineData(ColorScheme.Dark, "rgb(20, 23, 27)", "rgb(230, 233, 237)")]
    public async Task It_is_light_or_dark_as_the_reader_likes_charts_included(
        ColorScheme scheme, string paper, string ink)
    {
        IPage page = await _browser.OpenAsync(new Uri(_page).AbsoluteUri);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
        const string colours =
            "([page, text]) => [getComputedStyle(document.querySelector(page)).backgroundColor, "
            + "getComputedStyle(document.querySelector(text)).fill]";
        Assert.Equal([paper, ink], await page.EvaluateAsync<string[]>(colours, (string[])["body", ".chart text"]));
    }

    private static DetectedObject Found(int classId, string label, double x, double y, float score) =>
        new(new Rect2d(x, y, 40, 40), classId, label, score);

    private static CocoScores Scores(double value) => new(
        value, value, value, value, value, value, value, value, value, value, value, value);
}
