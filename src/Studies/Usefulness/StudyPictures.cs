using DetectionSdk.Imaging;

namespace DetectionSdk.Studies;

/// <summary>The folders of pictures of a task.</summary>
internal static class StudyPictures
{
    /// <summary>The pictures of a folder, at least one.</summary>
    /// <exception cref="StudyException">There is no such folder, or no picture in it.</exception>
    public static IReadOnlyList<string> List(string folder)
    {
        IReadOnlyList<string> files = Directory.Exists(folder) ? ImageFolder.List(folder, recursive: false) : [];
        return files.Count > 0 ? files : throw new StudyException($"'{folder}' holds no picture; expected some.");
    }

    /// <summary>The names of the folders in a folder, at least two.</summary>
    /// <exception cref="StudyException">There is no such folder, or fewer.</exception>
    public static string[] Folders(string folder)
    {
        string[] names = Directory.Exists(folder)
            ? [.. Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)]
            : [];
        return names.Length >= 2
            ? names
            : throw new StudyException(
                $"'{folder}' holds {names.Length} folders; expected one for each kind of scene.");
    }
}
