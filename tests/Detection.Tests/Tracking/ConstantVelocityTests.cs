using DetectionSdk.Tracking;

namespace DetectionSdk.Tests.Tracking;

public sealed class ConstantVelocityTests
{
    [Fact]
    public void The_first_two_steps_are_those_of_the_textbook_filter()
    {
        // Size 20: position noise 1, velocity noise 1/8. P = diag(4, 25/16), so after one step of prediction
        // P = [4 + 25/16 + 1, 25/16; 25/16, 25/16 + 1/64]; gain = [6.5625, 1.5625] / 7.5625 on an error of 10.
        ConstantVelocity filter = new(100, 20);
        filter.Predict(1, 20);
        Assert.Equal(100, filter.Position);
        filter.Correct(110, 20);
        Assert.Equal(100 + 10 * 6.5625 / 7.5625, filter.Position, 9);
        Assert.Equal(10 * 1.5625 / 7.5625, filter.Velocity, 9);
    }

    [Fact]
    public void It_learns_a_steady_velocity_and_goes_on_with_it_over_dropped_frames()
    {
        ConstantVelocity filter = new(0, 20);
        for (int frame = 1; frame <= 200; frame++)
        {
            filter.Predict(1, 20);
            filter.Correct(3 * frame, 20);
        }
        Assert.Equal(3, filter.Velocity, 2);
        filter.Predict(10, 20);
        Assert.Equal(630, filter.Position, 0);
    }
}
