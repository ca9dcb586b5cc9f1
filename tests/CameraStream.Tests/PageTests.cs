using System.Globalization;
using System.Net.WebSockets;
using Microsoft.Playwright;
using OpenCvSharp;

namespace DetectionSdk.Tests;

/// <summary>The page as a person sees it.</summary>
public sealed class PageTests(Chromium browser) : IClassFixture<Chromium>
{
    private static readonly Size Small = new(320, 240);

    [Fact]
    public async Task The_picture_updates_and_shows_the_numbers()
    {
        await using RunningCameras cameras = await RunningCameras.StartAsync(Small);
        IPage page = await browser.OpenAsync(cameras.Server.Address);
        long first = await FrameAsync(page, after: 5);
        string picture = await PictureAsync(page);
        await FrameAsync(page, after: first + 5);
        Assert.NotEqual(picture, await PictureAsync(page));
        Assert.Matches(
            @"^scene 1\s*[\d.]+ fps\s*latency \d+ ms\s*inference \d+ ms\s*320 x 240\s*\d+ dropped\s*objects: 1",
            await page.Locator("figcaption").TextContentAsync());
    }

    [Fact]
    public async Task Boxes_appear_where_the_object_is_in_the_colour_of_its_identity()
    {
        await using RunningCameras cameras = await RunningCameras.StartAsync(Small);
        IPage page = await browser.OpenAsync(cameras.Server.Address);
        await WaitAsync(page, "objects == 1");
        // The stub's box covers (120, 80) to (200, 160) of 320 x 240 pixels; the canvas is four times as large.
        // Identity 1 has hue 137.5.
        int[] left = await PixelAsync(page, 4 * 120, 4 * 140), bottom = await PixelAsync(
            page, 4 * 180, 4 * 160), inside = await PixelAsync(page, 4 * 160, 4 * 120);
        int[] expected = await page.EvaluateAsync<int[]>(
            "() => { const pen = new OffscreenCanvas(1, 1).getContext('2d'); pen.fillStyle = 'hsl(137.508 85% "
            + "62%)'; pen.fillRect(0, 0, 1, 1); return [...pen.getImageData(0, 0, 1, 1).data]; }");
        Assert.Equal(expected, left);
        Assert.Equal(expected, bottom);
        Assert.NotEqual(expected, inside);
    }

    [Fact]
    public async Task The_switch_changes_the_detector_for_all_viewers()
    {
        await using RunningCameras cameras = await RunningCameras.StartAsync(Small);
        IPage page =
            await browser.OpenAsync(cameras.Server.Address), other = await browser.OpenAsync(cameras.Server.Address);
        await WaitAsync(page, "objects == 1");
        Assert.Equal(["one box", "two boxes"], await page.Locator("#model option").AllTextContentsAsync());
        await page.SelectOptionAsync("#model", new SelectOptionValue { Label = "two boxes" });
        await WaitAsync(page, "objects == 2");
        await WaitAsync(other, "objects == 2");
        await page.SelectOptionAsync("#model", new SelectOptionValue { Label = "one box" });
        await WaitAsync(page, "objects == 1");
    }

    [Fact]
    public async Task The_slider_degrades_the_incoming_pictures()
    {
        await using RunningCameras cameras = await RunningCameras.StartAsync(Small);
        IPage page = await browser.OpenAsync(cameras.Server.Address);
        await WaitAsync(page, "width == 320");
        await page.Locator("#degradation")
            .EvaluateAsync("slider => { slider.value = 1; slider.dispatchEvent(new Event('input')); }");
        await WaitAsync(page, "width == 80");
        Assert.Equal(1, cameras.Degradation.Value);
        Assert.Equal("100 %", await page.Locator("#strength").TextContentAsync());
        await page.Locator("#degradation")
            .EvaluateAsync("slider => { slider.value = 0; slider.dispatchEvent(new Event('input')); }");
        await WaitAsync(page, "width == 320");
    }

    [Fact]
    public async Task Two_viewers_see_two_cameras_at_once()
    {
        await using RunningCameras cameras = await RunningCameras.StartAsync(Small, count: 2);
        IPage[] pages =
        [
            await browser.OpenAsync(cameras.Server.Address), await browser.OpenAsync(cameras.Server.Address)
        ];
        foreach (IPage page in pages)
        {
            Assert.Equal(2, await page.Locator("figure").CountAsync());
            for (int camera = 0; camera < 2; camera++)
                await FrameAsync(page, after: await FrameAsync(page, 0, camera) + 5, camera);
        }
        Assert.All(cameras.Views, view => Assert.Equal(2, view.Viewers));
        await pages[0].CloseAsync();
        await UntilAsync(() => cameras.Views.All(view => view.Viewers == 1));
    }

    [Trait("Category", "Slow")]
    [Fact]
    public async Task A_viewer_that_stops_reading_slows_neither_the_detector_nor_the_others()
    {
        // some 300 KB a picture: fills any socket buffer within a second
        await using RunningCameras cameras = await RunningCameras.StartAsync(new Size(960, 720));
        using ClientWebSocket stalled = new();
        await stalled.ConnectAsync(
            new Uri(cameras.Server.Address.Replace("http", "ws", StringComparison.Ordinal) + "/cameras/0"),
            CancellationToken.None);
        await UntilAsync(() => cameras.Views[0].Viewers == 1);
        long start = cameras.Cameras[0].Status.Processed;
        await UntilAsync(() => cameras.Cameras[0].Status.Processed > start + 60);

        // A viewer that is waited for would stop the camera, and with it the other viewer, altogether.
        IPage page = await browser.OpenAsync(cameras.Server.Address);
        long seen = await FrameAsync(page, after: 5), before = cameras.Cameras[0].Status.Processed;
        await FrameAsync(page, after: seen + 20);
        Assert.True(cameras.Cameras[0].Status.Processed > before);
        Assert.Equal(2, cameras.Views[0].Viewers);
    }

    private static async Task<long> FrameAsync(IPage page, long after, int camera = 0)
    {
        await WaitAsync(page, string.Create(CultureInfo.InvariantCulture, $"frame > {after}"), camera);
        return long.Parse(
            (await page.Locator("figure").Nth(camera).GetAttributeAsync("data-frame"))!, CultureInfo.InvariantCulture);
    }

    private static async Task WaitAsync(IPage page, string condition, int camera = 0) =>
        await page.WaitForFunctionAsync(
            $"() => {{ const figure = document.querySelectorAll('figure')[{camera}]; return figure?.dataset.frame "
            + $"&& figure.dataset.{condition}; }}", null, new PageWaitForFunctionOptions { Timeout = 20_000 });

    private static Task<string> PictureAsync(IPage page) =>
        page.EvaluateAsync<string>("() => document.querySelector('canvas').toDataURL()");

    private static Task<int[]> PixelAsync(IPage page, int x, int y) =>
        page.EvaluateAsync<int[]>(
            $"() => [...document.querySelector('canvas').getContext('2d').getImageData({x}, {y}, 1, 1).data]");

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (int i = 0; i < 1200 && !condition(); i++) await Task.Delay(50);
        Assert.True(condition());
    }
}
