using DetectionSdk.Streaming;
using OpenCvSharp;

namespace DetectionSdk.Tests.Streaming;

public sealed class FrozenPictureTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FrozenPicture _frozen = new(2 * Second);
    private readonly Mat _picture = new(240, 320, MatType.CV_8UC3, Scalar.All(100));

    public void Dispose()
    {
        _frozen.Dispose();
        _picture.Dispose();
    }

    [Fact]
    public void A_picture_is_frozen_when_it_has_not_changed_for_long_enough_and_until_it_does()
    {
        Assert.Equal(
            [false, false, true, true],
            Enumerable.Range(0, 4).Select(second => _frozen.Look(_picture, second * Second)));
        _picture.SetTo(Scalar.All(102));
        Assert.False(_frozen.Look(_picture, 4 * Second));
        Assert.False(_frozen.Look(_picture, 5 * Second));
        Assert.True(_frozen.Look(_picture, 6 * Second));
    }

    [Fact]
    public void The_noise_of_a_camera_in_the_dark_is_life()
    {
        using Mat noise = new(240, 320, MatType.CV_8UC3);
        Cv2.SetTheRNG(1);
        for (int second = 0; second < 10; second++)
        {
            Cv2.Randn(noise, Scalar.All(20), Scalar.All(1));
            Assert.False(_frozen.Look(noise, second * Second));
        }
    }

    [Fact]
    public void A_slow_fade_is_change_though_no_two_frames_in_a_row_differ_much()
    {
        for (int frame = 0; frame < 40; frame++)
        {
            // Another twelfth of the picture is one level brighter in every frame.
            using Mat part = _picture.RowRange(frame * 20 % 240, frame * 20 % 240 + 20);
            Cv2.Add(part, Scalar.All(1), part);
            Assert.False(_frozen.Look(_picture, frame * Second / 2));
        }
    }

    [Fact]
    public void A_card_that_was_coded_a_little_differently_is_still_the_card()
    {
        using Mat coded = _picture.Clone(), part = coded.RowRange(0, 24);
        Cv2.Add(part, Scalar.All(1), part);   // one level in a tenth of the picture: half the threshold
        Assert.Equal(
            [false, false, true, true],
            Enumerable.Range(0, 4).Select(second => _frozen.Look(second % 2 == 0 ? _picture : coded, second * Second)));
    }

    [Fact]
    public void Another_size_is_another_picture()
    {
        using Mat grey = new(240, 320, MatType.CV_8UC1, Scalar.All(100));
        Assert.False(_frozen.Look(_picture, TimeSpan.Zero));
        Assert.False(_frozen.Look(grey, 3 * Second));
    }
}
