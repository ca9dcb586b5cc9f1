using DetectionSdk.Tests;

namespace DetectionSdk.Training.Tests;

/// <summary>
/// A detector that sees the same in every picture: in its 64 x 64 pixels a disc from (10, 10), 20 x 20, score 0.9; a
/// hoop from (40, 28), 16 x 24, score 0.5; and something like a disc, score 0.2.
/// </summary>
internal static class ConstantTeacher
{
    public static byte[] Make() => OnnxStub.Constant(
        [1, 3, 64, 64], [1, 6, 3],
        [
            20, 48, 10, // centres
            20, 40, 50,
            20, 16, 8, // sizes
            20, 24, 8,
            0.9f, 0, 0.2f, // discs
            0, 0.5f, 0, // hoops
        ],
        new Dictionary<string, string> { ["names"] = "{0: 'disc', 1: 'hoop'}" });
}
