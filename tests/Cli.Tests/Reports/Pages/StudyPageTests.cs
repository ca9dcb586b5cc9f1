using System.CommandLine;
using System.Text.RegularExpressions;
using DetectionSdk.Studies;
using DetectionSdk.Tests;
using Microsoft.Playwright;

namespace DetectionSdk.Cli.Tests;

public sealed class StudyPageTests : IClassFixture<Chromium>, IDisposable
{
    private readonly Chromium _browser;
    private readonly TemporaryFolder _folder = new();
    private readonly string _page;

    public StudyPageTests(Chromium browser)
    {
        _browser = browser;
        _page = _folder.File("study.html");
        Argument<string> folder = new("FOLDER");
        Command table = new("table", "Means of <all> arms.\nExample: detsdk study table a") { folder };
        RootCommand root = new() { new Command("study") { table } };
        StudyPage.Write(
            _page, root.Parse(["study", "table", "my scores' <b>"]),
            [
                new ReportTable("x4 & blur", ["arm", "AP"], [["<a>", "32.0 ± 2.8"], ["b", "-"]]),
                new ReportTable("x2", ["arm", "AP"], [["a", "1.0"]]),
            ]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_page_says_what_was_run_as_a_shell_takes_it_back()
    {
        IPage page = await _browser.OpenAsync(new Uri(_page).AbsoluteUri);
        Assert.Equal("Study of table", await page.TitleAsync());
        ILocator run = page.GetByRole(AriaRole.Region, new() { Name = "What was run" });
        Assert.Equal(
            ["Means of <all> arms.", @"detsdk study table 'my scores'\'' <b>'"],
            await run.Locator("p").AllTextContentsAsync());
    }

    [Fact]
    public async Task Tables_have_captions_and_heads_of_rows_and_columns()
    {
        IPage page = await _browser.OpenAsync(new Uri(_page).AbsoluteUri);
        Assert.Equal(["x4 & blur", "x2"], await page.Locator("caption").AllTextContentsAsync());
        ILocator table = page.GetByRole(AriaRole.Table, new() { Name = "x4 & blur" });
        Assert.Equal(["arm", "AP"], await table.Locator("th[scope=col]").AllTextContentsAsync());
        Assert.Equal(["<a>", "b"], await table.Locator("th[scope=row]").AllTextContentsAsync());
        Assert.Equal(["32.0 ± 2.8", "-"], await table.Locator("td").AllTextContentsAsync());
    }

    [Theory]
    [InlineData(ColorScheme.Light, "rgb(255, 255, 255)")]
    [InlineData(ColorScheme.Dark, "rgb(20, 23, 27)")]
    public async Task It_is_light_or_dark_as_the_reader_likes(ColorScheme scheme, string paper)
    {
        IPage page = await _browser.OpenAsync(new Uri(_page).AbsoluteUri);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
        Assert.Equal(
            paper, await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
    }

    [Fact]
    public void It_asks_nothing_of_any_server() =>
        Assert.DoesNotMatch(new Regex("(?:src|href)=\"(?!data:|#)"), File.ReadAllText(_page));
}
