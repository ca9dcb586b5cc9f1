using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>Instances of label maps: the regions of some classes. Regions of one class that touch are one.</summary>
public sealed class ThingMaps
{
    private readonly byte[] _numbers = new byte[256];

    /// <param name="things">Names of the classes whose regions are instances; at least one.</param>
    /// <param name="classNames">Names of all classes, by number.</param>
    /// <exception cref="DataSetException">There is no such class, or none is named.</exception>
    public ThingMaps(IReadOnlyList<string> things, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(things);
        ArgumentNullException.ThrowIfNull(classNames);
        if (things.Count == 0) throw Fault("no class is named whose regions are instances", classNames);
        foreach (string thing in things)
        {
            int number = Enumerable.Range(0, classNames.Count).FirstOrDefault(i => classNames[i] == thing, -1);
            if (number < 0) throw Fault($"there is no class '{thing}'", classNames);
            _numbers[number] = (byte)(number + 1);
        }
    }

    /// <summary>What the instances of a picture are told by.</summary>
    /// <param name="labels">CV_8UC1, as <see cref="LabelMap.Read"/> gives it; only read.</param>
    public InstanceMaps Of(Mat labels)
    {
        using Mat numbers = new();
        Cv2.LUT(labels, _numbers, numbers);
        return InstanceMaps.FromNumbers(numbers);
    }

    private static DataSetException Fault(string found, IReadOnlyList<string> classNames) =>
        new(LabelMapDataSet.ClassFile, null, $"{found}; expected some of {string.Join(", ", classNames)}.");
}
